/** Tests of the pipeline with sources made by hand. */
@NullMarked
package dev.waggle.routing.pipeline;

import org.jspecify.annotations.NullMarked;
