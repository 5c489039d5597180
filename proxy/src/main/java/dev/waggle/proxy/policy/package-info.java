/** What a message may say, whatever protocol brought it: checks over heads, hosts and paths. */
@NullMarked
package dev.waggle.proxy.policy;

import org.jspecify.annotations.NullMarked;
