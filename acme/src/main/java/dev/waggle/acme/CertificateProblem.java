package dev.waggle.acme;

/**
 * A certificate that an operator should mend, in words.
 *
 * @param name the host or folder name it is about, empty when it is about none
 * @param file the file to look at, empty when there is none
 * @param message what is wrong
 * @param fix what to do instead
 */
public record CertificateProblem(String name, String file, String message, String fix) {}
