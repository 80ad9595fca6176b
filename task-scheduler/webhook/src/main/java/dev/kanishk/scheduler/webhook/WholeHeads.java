package dev.kanishk.scheduler.webhook;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;

/**
 * Takes no answer whose head is cut off: a receiver that was ended in the middle of it, or whose
 * connection was, has not said that it succeeded. The library's parser takes the end of the
 * connection for the end of the head, and the client's would skip what comes before an answer.
 */
final class WholeHeads implements HttpMessageParserFactory<ClassicHttpResponse> {
    private final DefaultHttpResponseParserFactory parsers;

    WholeHeads(Http1Config config) {
        this.parsers = new DefaultHttpResponseParserFactory(config);
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's only method without a body
    public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
        return create();
    }

    @Override
    public HttpMessageParser<ClassicHttpResponse> create() {
        HttpMessageParser<ClassicHttpResponse> parser = parsers.create();
        return (buffer, in) -> {
            EndSeen watched = new EndSeen(in);
            ClassicHttpResponse answer = parser.parse(buffer, watched);
            // Where there is none at all, the caller says so.
            if (answer != null && watched.isEnded) {
                throw new EOFException("the head of the answer is cut off");
            }
            return answer;
        };
    }

    private static final class EndSeen extends FilterInputStream {
        private boolean isEnded;

        EndSeen(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return noted(super.read());
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return noted(super.read(to, offset, length));
        }

        private int noted(int result) {
            isEnded |= result < 0;
            return result;
        }
    }
}
