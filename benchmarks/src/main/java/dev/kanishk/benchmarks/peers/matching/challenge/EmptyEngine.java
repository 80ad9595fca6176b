package dev.kanishk.benchmarks.peers.matching.challenge;

/** No book at all: acknowledges everything. What it costs is the harness's own floor. */
final class EmptyEngine implements Engine {
    private final ReportRing reports;

    EmptyEngine(ReportRing reports) {
        this.reports = reports;
    }

    @Override
    public void onNew(
            long sequence,
            int symbol,
            long orderId,
            boolean buy,
            boolean immediate,
            long price,
            int quantity) {
        reports.orderAck(sequence, buy, orderId, price, quantity);
    }

    @Override
    public void onCancel(long sequence, int symbol, long orderId) {
        reports.cancelAck(sequence, true, orderId, 0);
    }

    @Override
    public void onModify(
            long sequence, int symbol, long orderId, boolean buy, long price, int quantity) {
        reports.modifyAck(sequence, buy, orderId, price, quantity);
    }
}
