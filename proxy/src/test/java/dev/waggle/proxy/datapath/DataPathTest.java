package dev.waggle.proxy.datapath;

import dev.waggle.proxy.testing.LeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A data path before one task; after each test nothing may be left of its connections. */
@ExtendWith(LeakCheck.class)
abstract class DataPathTest {
    static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    final DataPath path = new DataPath();
    final Task task = newTask();

    Task newTask() {
        return new Task();
    }

    static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
    }

    static String post(int length) {
        return "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: " + length + "\r\n\r\n";
    }

    static String chunkedPost() {
        return "POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    @BeforeEach
    void route() {
        path.publish(Routes.to(task.endpoint()));
    }

    @AfterEach
    void leavesNothing() {
        try {
            path.requireNothingLeft();
        } finally {
            task.close();
            path.close();
        }
    }
}
