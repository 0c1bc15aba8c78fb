import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.ofdrw.gm.ses.v1.SES_ESPictrueInfo;
import org.ofdrw.gm.ses.v1.SES_ESPropertyInfo;
import org.ofdrw.gm.ses.v1.SES_Header;
import org.ofdrw.gm.ses.v1.SES_SealInfo;
import org.ofdrw.gm.ses.v1.SES_SignInfo;
import org.ofdrw.gm.ses.v1.SES_Signature;
import org.ofdrw.gm.ses.v1.SESeal;
import org.ofdrw.gm.ses.v1.TBS_Sign;

/**
 * Makes PDFs under electronic seals of GM/T 0031-2014 with ofdrw's structures: a good one, and
 * others in which one thing is wrong and everything behind it signed anew, so that nothing else
 * gives it away.
 *
 * <pre>java OldSeal FOLDER INSTANT</pre>
 *
 * Writes root.pem, good.pdf and the others into the folder; all were signed at the instant. Their
 * seals are of nobody and say so (演示).
 */
public final class OldSeal {
  private final Instant at;
  private final Authority.Hand maker;
  private final Authority.Hand signer;
  private final Authority.Hand other;

  private OldSeal(Authority authority, Instant at) throws Exception {
    this.at = at;
    maker = authority.hand("演示制章中心", "演示制章中心", 2);
    signer = authority.hand("演示协会", "演示印章", 3);
    other = authority.hand("演示另一协会", "演示另一印章", 4);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Instant at = Instant.parse(args[1]);
    Authority authority = new Authority(at.minus(Duration.ofDays(30)), Duration.ofDays(3650));
    Files.write(folder.resolve("root.pem"), Authority.pem(authority.root));
    OldSeal office = new OldSeal(authority, at);
    SESeal seal = office.seal(office.signer.certificate(), true);
    byte[] now = utcTime(at);
    byte[] late = utcTime(at.plus(Duration.ofDays(400)));
    byte[] text = "2026-03-04 12:00:00".getBytes(StandardCharsets.US_ASCII);
    write(folder, "good", content -> office.sign(seal, office.signer, digest(content), now));
    write(folder, "seal-changed", c -> office.sign(changed(seal), office.signer, digest(c), now));
    write(folder, "seal-of-another", c -> office.sign(seal, office.other, digest(c), now));
    write(folder, "digest-of-another", c -> office.sign(seal, office.signer, digest(c, c), now));
    write(folder, "expired", c -> office.sign(seal, office.signer, digest(c), late));
    SESeal lesser = office.seal(office.signer.certificate(), false);
    write(folder, "made-as-v4", c -> office.sign(lesser, office.signer, digest(c), now));
    write(folder, "time-as-text", c -> office.sign(seal, office.signer, digest(c), text));
  }

  /** A seal; the maker signs its own certificate with it, or as version 4 has it, does not. */
  private SESeal seal(X509Certificate signer, boolean all) throws Exception {
    SES_SealInfo info =
        new SES_SealInfo()
            .setHeader(new SES_Header(new ASN1Integer(1), new DERIA5String("OFDRW")))
            .setEsID("DEMO-2014")
            .setProperty(
                new SES_ESPropertyInfo()
                    .setType(1)
                    .setName("演示印章")
                    .setCertList(new DERSequence(new DEROctetString(signer.getEncoded())))
                    .setCreateDate(new ASN1UTCTime(Date.from(at)))
                    .setValidStart(new ASN1UTCTime(Date.from(at.minus(Duration.ofDays(1)))))
                    .setValidEnd(new ASN1UTCTime(Date.from(at.plus(Duration.ofDays(365))))))
            .setPicture(
                new SES_ESPictrueInfo()
                    .setType("PNG")
                    .setData("no picture".getBytes(StandardCharsets.US_ASCII))
                    .setWidth(40)
                    .setHeight(40));
    DEROctetString certificate = new DEROctetString(maker.certificate().getEncoded());
    ASN1EncodableVector message = new ASN1EncodableVector();
    message.add(info);
    message.add(certificate);
    message.add(GMObjectIdentifiers.sm2sign_with_sm3);
    byte[] signed =
        all ? new DERSequence(message).getEncoded() : info.getEncoded(ASN1Encoding.DER);
    return new SESeal(
        info,
        new SES_SignInfo()
            .setCert(certificate)
            .setSignatureAlgorithm(GMObjectIdentifiers.sm2sign_with_sm3)
            .setSignData(maker.sign(signed)));
  }

  private static SESeal changed(SESeal seal) throws Exception {
    SESeal copy = SESeal.getInstance(seal.getEncoded(ASN1Encoding.DER));
    copy.getEsealInfo().setEsID("DEMO-2015");
    return copy;
  }

  private byte[] sign(SESeal seal, Authority.Hand by, byte[] digest, byte[] timeInfo)
      throws Exception {
    TBS_Sign toSign =
        new TBS_Sign()
            .setVersion(new ASN1Integer(1))
            .setEseal(seal)
            .setTimeInfo(new DERBitString(timeInfo))
            .setDataHash(new DERBitString(digest))
            .setPropertyInfo(new DERIA5String("demo"))
            .setCert(new DEROctetString(by.certificate().getEncoded()))
            .setSignatureAlgorithm(GMObjectIdentifiers.sm2sign_with_sm3);
    return new SES_Signature(
            toSign, new DERBitString(by.sign(toSign.getEncoded(ASN1Encoding.DER))))
        .getEncoded(ASN1Encoding.DER);
  }

  private static byte[] utcTime(Instant at) throws Exception {
    return new ASN1UTCTime(Date.from(at)).getEncoded(ASN1Encoding.DER);
  }

  private static byte[] digest(byte[]... parts) throws Exception {
    MessageDigest sm3 = MessageDigest.getInstance("SM3", Authority.PROVIDER);
    for (byte[] part : parts) {
      sm3.update(part);
    }
    return sm3.digest();
  }

  /** Makes an SES_Signature of what surrounds the hole. */
  private interface Signing {
    byte[] of(byte[] content) throws Exception;
  }

  private static void write(Path folder, String name, Signing signing) throws Exception {
    Page page = new Page("DEMO " + name);
    Files.write(folder.resolve(name + ".pdf"), page.filled(signing.of(page.content())));
  }
}
