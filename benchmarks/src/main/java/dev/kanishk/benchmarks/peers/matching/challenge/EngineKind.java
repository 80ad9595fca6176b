package dev.kanishk.benchmarks.peers.matching.challenge;

/** The engines that a flow can be replayed through. */
enum EngineKind {
    /** Ours. */
    OURS {
        @Override
        Engine create(ReportRing reports, int symbols, int orderIds) {
            return new OurEngine(reports, symbols);
        }
    },
    /** exchange-core's direct book. */
    EXCHANGE_CORE {
        @Override
        Engine create(ReportRing reports, int symbols, int orderIds) {
            return new ExchangeCoreEngine(reports, symbols);
        }
    },
    /** Parity's book. */
    PARITY {
        @Override
        Engine create(ReportRing reports, int symbols, int orderIds) {
            return new ParityEngine(reports, symbols, orderIds);
        }
    },
    /** Trees and queues of the JDK: slow, and plainly right. */
    REFERENCE {
        @Override
        Engine create(ReportRing reports, int symbols, int orderIds) {
            return new ReferenceEngine(reports, symbols);
        }
    },
    /** Nothing but acknowledgements: the floor. */
    EMPTY {
        @Override
        Engine create(ReportRing reports, int symbols, int orderIds) {
            return new EmptyEngine(reports);
        }
    };

    /** Makes an engine with empty books for order ids of 1 to {@code orderIds}. */
    abstract Engine create(ReportRing reports, int symbols, int orderIds);

    /** Makes an engine with empty books and room for a flow. */
    Engine create(ReportRing reports, OrderFlow flow) {
        return create(reports, flow.symbols(), Math.toIntExact(flow.orderIdMax()));
    }
}
