package dev.waggle.routing;

/**
 * Something that an operator should mend, in words.
 *
 * @param service the full name of the service it is about, empty when it is about none
 * @param label the label's key as written, empty when it is about none
 * @param value the value as written, shortened; empty when there is none
 * @param message what is wrong
 * @param fix what to write or do instead
 */
public record Problem(String service, String label, String value, String message, String fix) {}
