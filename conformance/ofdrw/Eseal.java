import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TSPValidationException;
import org.bouncycastle.tsp.TimeStampToken;

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
    X509Certificate root = certificate(Files.readAllBytes(Path.of(args[2])));
    Claims claims;
    try {
      claims = Claims.of(Files.readAllBytes(Path.of(args[1])));
    } catch (Exception e) {
      System.out.println("cannot be read: " + e.getMessage());
      System.exit(1);
      return;
    }
    String wrong = objection(content, claims, root);
    System.out.println(
        wrong == null
            ? "SES_Signature verified, "
                + claims.version()
                + ", "
                + claims.described()
                + (claims.timestamp() == null ? "" : ", its timestamp verified")
            : wrong);
    System.exit(wrong == null ? 0 : 1);
  }

  /** What is wrong with a signature; null for nothing. */
  private static String objection(byte[] content, Claims claims, X509Certificate root)
      throws Exception {
    X509Certificate maker = certificate(claims.seal().certificate());
    X509Certificate signer = certificate(claims.signature().certificate());
    if (!verifies(claims.seal(), maker)) {
      return "the seal's signature is wrong";
    }
    if (!verifies(claims.signature(), signer)) {
      return "the signature is wrong";
    }
    if (claims.listed().stream().noneMatch(c -> Arrays.equals(c, claims.signature().certificate()))) {
      return "the signer is not listed";
    }
    if (claims.at().before(claims.from()) || claims.at().after(claims.until())) {
      return "the seal was not valid then";
    }
    signer.checkValidity(claims.at());
    maker.checkValidity(claims.at());
    signer.verify(root.getPublicKey(), PROVIDER);
    maker.verify(root.getPublicKey(), PROVIDER);
    byte[] digest = MessageDigest.getInstance("SM3", PROVIDER).digest(content);
    if (!Arrays.equals(digest, claims.dataHash())) {
      return "dataHash differs";
    }
    return claims.timestamp() == null ? null : objectionToTime(claims, root);
  }

  /** What is wrong with the timestamp, which is of the signature's value; null for nothing. */
  private static String objectionToTime(Claims claims, X509Certificate root) throws Exception {
    TimeStampToken token =
        new TimeStampToken(new CMSSignedData(claims.timestamp().getBytes()));
    byte[] imprint =
        MessageDigest.getInstance(token.getTimeStampInfo().getMessageImprintAlgOID().getId(), PROVIDER)
            .digest(claims.signature().value());
    if (!Arrays.equals(imprint, token.getTimeStampInfo().getMessageImprintDigest())) {
      return "the timestamp is of another signature";
    }
    @SuppressWarnings("unchecked")
    X509CertificateHolder by =
        (X509CertificateHolder)
            token.getCertificates().getMatches(token.getSID()).iterator().next();
    try {
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider(PROVIDER).build(by));
    } catch (TSPValidationException e) {
      return "the timestamp: " + e.getMessage();
    }
    certificate(by.getEncoded()).verify(root.getPublicKey(), PROVIDER);
    if (claims.at().after(token.getTimeStampInfo().getGenTime())) {
      return "signed after its timestamp";
    }
    return null;
  }

  private static boolean verifies(Claims.Signed signed, X509Certificate by) throws Exception {
    if (!GMObjectIdentifiers.sm2sign_with_sm3.equals(signed.algorithm())) {
      return false;
    }
    Signature verifier = Signature.getInstance("SM3withSM2", PROVIDER);
    verifier.initVerify(by.getPublicKey());
    verifier.update(signed.message().toASN1Primitive().getEncoded(ASN1Encoding.DER));
    return verifier.verify(signed.value());
  }

  private static X509Certificate certificate(byte[] encoded) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", PROVIDER)
            .generateCertificate(new ByteArrayInputStream(encoded));
  }
}
