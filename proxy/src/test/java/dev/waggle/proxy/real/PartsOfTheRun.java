package dev.waggle.proxy.real;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands tests the one cluster of the run, and the one edge in it; each starts with the first that
 * asks and ends with JUnit.
 */
final class SwarmExtension implements ParameterResolver {
    private static final Namespace OURS = Namespace.create(SwarmExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == SwarmCluster.class || type == DeployedEdge.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        SwarmCluster swarm = ofTheRun(context, SwarmCluster.class, SwarmCluster::start);
        return parameter.getParameter().getType() == SwarmCluster.class
                ? swarm
                : ofTheRun(context, DeployedEdge.class, () -> DeployedEdge.deploy(swarm));
    }

    private static <T> T ofTheRun(ExtensionContext context, Class<T> type, Supplier<T> start) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, OURS)
                .computeIfAbsent(type, _ -> start.get(), type);
    }
}
