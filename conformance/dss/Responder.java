import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Asks an OCSP responder with Bouncy Castle, and believes only what its issuer answers for. */
final class Responder {
  static final String GOOD = "response verified: good";

  private Responder() {}

  /** What is said of a certificate that is named by SM3; both are PEM. */
  static String ask(URI address, Path issuerFile, Path certificateFile) throws Exception {
    X509CertificateHolder issuer = read(issuerFile);
    DigestCalculatorProvider digests =
        new JcaDigestCalculatorProviderBuilder().setProvider(new BouncyCastleProvider()).build();
    CertificateID id =
        new CertificateID(
            digests.get(new AlgorithmIdentifier(GMObjectIdentifiers.sm3, DERNull.INSTANCE)),
            issuer,
            read(certificateFile).getSerialNumber());
    byte[] request = new OCSPReqBuilder().addRequest(id).build().getEncoded();
    BasicOCSPResp answer = (BasicOCSPResp) new OCSPResp(post(address, request)).getResponseObject();

    X509CertificateHolder responder = answer.getCerts()[0];
    if (!answer.isSignatureValid(verifier(responder))) {
      return "response not verified";
    }
    if (!responder.isSignatureValid(verifier(issuer))
        || !responder.getIssuer().equals(issuer.getSubject())
        || !responder.isValidOn(new Date())
        || !ExtendedKeyUsage.fromExtensions(responder.getExtensions())
            .hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)) {
      return "responder not the issuer's";
    }
    SingleResp one = answer.getResponses()[0];
    if (answer.getResponses().length != 1 || !one.getCertID().equals(id)) {
      return "response about another certificate";
    }
    if (one.getCertStatus() == CertificateStatus.GOOD) {
      return GOOD;
    }
    return "response verified: " + (one.getCertStatus() instanceof RevokedStatus ? "revoked" : "unknown");
  }

  private static byte[] post(URI address, byte[] request) throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/ocsp-request")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request))
            .build();
    return HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  private static ContentVerifierProvider verifier(X509CertificateHolder by) throws Exception {
    return new JcaContentVerifierProviderBuilder().setProvider(new BouncyCastleProvider()).build(by);
  }

  private static X509CertificateHolder read(Path file) throws IOException {
    try (Reader text = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(text)) {
      return (X509CertificateHolder) parser.readObject();
    }
  }
}
