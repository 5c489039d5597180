/** The label language: what the labels of one service ask for. */
@NullMarked
package dev.waggle.routing.labels;

import org.jspecify.annotations.NullMarked;
