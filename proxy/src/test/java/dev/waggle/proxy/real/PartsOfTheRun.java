package dev.waggle.proxy.real;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests the one cluster of the run and the one edge in it, the one plain engine and the edge
 * on it; each starts with the first that asks and ends with JUnit.
 */
final class PartsOfTheRun implements ParameterResolver {
    private static final Namespace OURS = Namespace.create(PartsOfTheRun.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == SwarmCluster.class
                || type == DeployedEdge.class
                || type == PlainEngine.class
                || type == ComposedEdge.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == SwarmCluster.class) {
            return swarm(context);
        }
        if (type == DeployedEdge.class) {
            return edge(context, swarm(context));
        }
        PlainEngine engine = ofTheRun(context, PlainEngine.class, PlainEngine::start);
        return type == PlainEngine.class
                ? engine
                : ofTheRun(context, ComposedEdge.class, () -> ComposedEdge.up(engine));
    }

    /** A test may have deployed an edge of its own in its place, and taken it away. */
    private static DeployedEdge edge(ExtensionContext context, SwarmCluster swarm) {
        Supplier<DeployedEdge> deploy = () -> DeployedEdge.deploy(swarm);
        DeployedEdge edge = ofTheRun(context, DeployedEdge.class, deploy);
        if (edge.isThere()) {
            edge.awaitServing();
            return edge;
        }
        context.getStore(StoreScope.LAUNCHER_SESSION, OURS).remove(DeployedEdge.class);
        return ofTheRun(context, DeployedEdge.class, deploy);
    }

    private static SwarmCluster swarm(ExtensionContext context) {
        return ofTheRun(context, SwarmCluster.class, SwarmCluster::start);
    }

    private static <T> T ofTheRun(ExtensionContext context, Class<T> type, Supplier<T> start) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, OURS)
                .computeIfAbsent(type, _ -> start.get(), type);
    }
}
