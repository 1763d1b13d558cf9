package dev.prewarm.simulator.workload;

import com.google.common.base.Ascii;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written, in words: most messages of the JDK are but a file's name. */
public final class FileFailure {
    private FileFailure() {}

    /** Why it could not be read. */
    public static String reading(IOException failure) {
        return reason(failure, "read");
    }

    /** Why it could not be written. */
    public static String writing(IOException failure) {
        return reason(failure, "write");
    }

    private static String reason(IOException failure, String right) {
        if (failure instanceof AccessDeniedException denied) {
            return "there is no right to " + right + " " + denied.getFile();
        }
        if (failure instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        String reason = (failure instanceof FileSystemException file && file.getReason() != null)
                ? file.getReason()
                : String.valueOf(failure.getMessage());
        return reason.isEmpty() ? failure.toString() : Ascii.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }
}
