package dev.waggle.routing.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Sorts a list that is mostly the last one again: the order of then is the order now for all that
 * stands where it stood, so that little is compared. Holds the last list. For one thread at a time.
 */
final class KeptOrder<T> {
    /** Something of a list, and where in it. */
    private record Placed<T>(int at, T item) {}

    private final Comparator<? super T> order;
    private List<T> last = List.of();

    /** Where in the last list the first stands, the second, and so on. */
    private int[] places = {};

    KeptOrder(Comparator<? super T> order) {
        this.order = order;
    }

    /** All of a list, sorted. */
    List<T> sort(List<T> now) {
        places = placesNow(now);
        last = List.copyOf(now);
        List<T> sorted = new ArrayList<>(places.length);
        for (int place : places) {
            sorted.add(last.get(place));
        }
        if (isSorted(sorted)) {
            return List.copyOf(sorted);
        }
        List<Placed<T>> placed = new ArrayList<>(places.length);
        for (int place : places) {
            placed.add(new Placed<>(place, last.get(place)));
        }
        placed.sort(Comparator.comparing(Placed::item, order));
        places = placed.stream().mapToInt(Placed::at).toArray();
        return placed.stream().map(Placed::item).toList();
    }

    private boolean isSorted(List<T> list) {
        for (int i = 1; i < list.size(); i++) {
            if (order.compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /** What stands as it stood in the order of then; what is new behind it. */
    private int[] placesNow(List<T> now) {
        int shift = now.size() - last.size();
        if (shift == 0) {
            return places;
        }
        int front = equalAtTheFront(now);
        int back = last.size() - equalAtTheBack(now, front);
        int[] next = new int[now.size()];
        int size = 0;
        for (int place : places) {
            if (place < front) {
                next[size++] = place;
            } else if (place >= back) {
                next[size++] = place + shift;
            }
        }
        for (int i = front; i < back + shift; i++) {
            next[size++] = i;
        }
        return next;
    }

    private int equalAtTheFront(List<T> now) {
        int shorter = Math.min(now.size(), last.size());
        int equal = 0;
        while (equal < shorter && Objects.equals(now.get(equal), last.get(equal))) {
            equal++;
        }
        return equal;
    }

    private int equalAtTheBack(List<T> now, int front) {
        int most = Math.min(now.size(), last.size()) - front;
        int equal = 0;
        while (equal < most
                && Objects.equals(
                        now.get(now.size() - 1 - equal), last.get(last.size() - 1 - equal))) {
            equal++;
        }
        return equal;
    }
}
