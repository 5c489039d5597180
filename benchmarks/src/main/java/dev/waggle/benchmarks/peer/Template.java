package dev.waggle.benchmarks.peer;

/** Puts what all proxies have in common into a configuration. */
final class Template {
    private Template() {}

    /** Replaces the words in capitals. */
    static String fill(String template, Site site, String name, int port) {
        return template.replace("FOLDER", site.folder().toString())
                .replace("NAME", name)
                .replace("PORT", Integer.toString(port))
                .replace("HTTP", site.backend().http())
                .replace("GRPC", site.backend().grpc())
                .replace("ECHO", site.backend().echo())
                .replace("HOST", Site.HOST)
                .replace("CHAIN", site.certificate().chain().toString())
                .replace("KEY", site.certificate().key().toString())
                .replace("BOTH", site.certificate().both().toString())
                .replace("LEVEL", Integer.toString(Site.GZIP_LEVEL));
    }
}
