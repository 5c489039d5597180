/**
 * Certificates that obtain themselves, as the proxy uses them: wanted, answered for, told about.
 */
@NullMarked
package dev.waggle.proxy.certificates;

import org.jspecify.annotations.NullMarked;
