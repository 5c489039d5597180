/** Cases in text files, and what plays them: a client on one side, a task that never forgives. */
@NullMarked
package dev.waggle.proxy.conformance;

import org.jspecify.annotations.NullMarked;
