import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.ofdrw.gm.ses.parse.SESVersionHolder;
import org.ofdrw.gm.ses.parse.VersionParser;
import org.ofdrw.gm.ses.v4.SESeal;
import org.ofdrw.gm.ses.v4.SES_ESPropertyInfo;
import org.ofdrw.gm.ses.v4.SES_Signature;

/**
 * Has ofdrw read an SES_Signature and Bouncy Castle verify what it says, by the questions of GB/T
 * 38540-2020, 7.3 but those about the certificates' paths.
 *
 * <pre>java Eseal CONTENT SIGNATURE MAKER.pem</pre>
 *
 * CONTENT is what the signature is of, MAKER.pem the root that seal's maker and signer must be
 * signed by. Prints what was found in one line, and exits 0 only when all of it holds.
 */
public final class Eseal {
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private Eseal() {}

  public static void main(String[] args) throws Exception {
    byte[] content = Files.readAllBytes(Path.of(args[0]));
    byte[] der = Files.readAllBytes(Path.of(args[1]));
    X509Certificate root = certificate(Files.readAllBytes(Path.of(args[2])));
    String wrong = objection(content, der, root);
    System.out.println(wrong == null ? "SES_Signature verified, " + described(der) : wrong);
    System.exit(wrong == null ? 0 : 1);
  }

  /** What is wrong with a signature; null for nothing. */
  private static String objection(byte[] content, byte[] der, X509Certificate root)
      throws Exception {
    SESVersionHolder version = VersionParser.parseSES_SignatureVersion(der);
    SES_Signature signature = SES_Signature.getInstance(version.getObjSeq());
    SESeal seal = signature.getToSign().getEseal();
    X509Certificate maker = certificate(seal.getCert().getOctets());
    X509Certificate signer = certificate(signature.getCert().getOctets());
    if (!verifies(seal.geteSealInfo(), maker, seal.getSignAlgID(), seal.getSignedValue())) {
      return "the seal's signature is wrong";
    }
    if (!verifies(
        signature.getToSign(), signer, signature.getSignatureAlgID(), signature.getSignature())) {
      return "the signature is wrong";
    }
    SES_ESPropertyInfo property = seal.geteSealInfo().getProperty();
    boolean listed = false;
    for (ASN1OctetString one : property.getCertList().getCerts()) {
      listed |= Arrays.equals(one.getOctets(), signature.getCert().getOctets());
    }
    if (!listed) {
      return "the signer is not listed";
    }
    Date at = signature.getToSign().getTimeInfo().getDate();
    if (at.before(property.getValidStart().getDate())
        || at.after(property.getValidEnd().getDate())) {
      return "the seal was not valid then";
    }
    signer.checkValidity(at);
    maker.checkValidity(at);
    signer.verify(root.getPublicKey(), PROVIDER);
    maker.verify(root.getPublicKey(), PROVIDER);
    byte[] digest = MessageDigest.getInstance("SM3", PROVIDER).digest(content);
    if (!Arrays.equals(digest, signature.getToSign().getDataHash().getBytes())) {
      return "dataHash differs";
    }
    return null;
  }

  private static String described(byte[] der) throws Exception {
    SESVersionHolder version = VersionParser.parseSES_SignatureVersion(der);
    SES_Signature signature = SES_Signature.getInstance(version.getObjSeq());
    SESeal seal = signature.getToSign().getEseal();
    return version.getVersion()
        + ", "
        + seal.geteSealInfo().getProperty().getName().getString()
        + ", "
        + seal.geteSealInfo().getPicture().getType().getString();
  }

  private static boolean verifies(
      ASN1Encodable signed, X509Certificate by, ASN1ObjectIdentifier algorithm, ASN1BitString value)
      throws Exception {
    if (!GMObjectIdentifiers.sm2sign_with_sm3.equals(algorithm)) {
      return false;
    }
    Signature verifier = Signature.getInstance("SM3withSM2", PROVIDER);
    verifier.initVerify(by.getPublicKey());
    verifier.update(signed.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    return verifier.verify(value.getBytes());
  }

  private static X509Certificate certificate(byte[] encoded) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", PROVIDER)
            .generateCertificate(new ByteArrayInputStream(encoded));
  }
}
