package dev.waggle.benchmarks.contrast;

/**
 * Something that is measured, of which less is better.
 *
 * @param name in the file of samples
 * @param title in the table
 * @param unit of its values
 */
public record Measure(String name, String title, String unit) {}
