import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A PDF of one page with a signature field whose Contents is a hole (ISO 32000-1, 12.8.1). */
final class Page {
  private static final int HOLE = 8 << 10; // hexadecimal digits

  private final byte[] before;
  private final byte[] after;

  Page(String text) {
    String content = "BT /F1 24 Tf 72 720 Td (" + text + ") Tj ET";
    String[] bodies = {
      "<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [ 4 0 R ] >> >>",
      "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Annots [ 4 0 R ]"
          + " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
          + " >> >> >>",
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /V 6 0 R /P 3 0 R /Rect [0 0 0 0]"
          + " /F 132 >>",
      "<< /Length " + content.length() + " >>\nstream\n" + content + "\nendstream",
      "<< /Type /Sig /Filter /GM.PKILite /SubFilter /GM.sm2seal"
          + " /ByteRange [0 0000before 0000resume 00000after] /Contents "
    };
    StringBuilder head = new StringBuilder("%PDF-1.7\n");
    StringBuilder table = new StringBuilder("xref\n0 7\n0000000000 65535 f \n");
    for (int n = 1; n <= bodies.length; n++) {
      table.append(String.format("%010d 00000 n \n", head.length()));
      head.append(n).append(" 0 obj\n").append(bodies[n - 1]);
      if (n < bodies.length) {
        head.append("\nendobj\n");
      }
    }
    int resume = head.length() + HOLE + 2;
    String end = " >>\nendobj\n";
    String tail =
        end
            + table
            + "trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n"
            + (resume + end.length())
            + "\n%%EOF\n";
    before =
        head.toString()
            .replace("0000before", String.format("%010d", head.length()))
            .replace("0000resume", String.format("%010d", resume))
            .replace("00000after", String.format("%010d", tail.length()))
            .getBytes(StandardCharsets.US_ASCII);
    after = tail.getBytes(StandardCharsets.US_ASCII);
  }

  /** What the signature is of. */
  byte[] content() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    out.writeBytes(after);
    return out.toByteArray();
  }

  /** The file with a signature in its hole, zeros behind it. */
  byte[] filled(byte[] der) {
    String digits = HexFormat.of().formatHex(Arrays.copyOf(der, HOLE / 2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    out.writeBytes(("<" + digits + ">").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(after);
    return out.toByteArray();
  }
}
