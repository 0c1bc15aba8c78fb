import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERSequence;
import org.ofdrw.gm.ses.parse.SESVersion;
import org.ofdrw.gm.ses.parse.SESVersionHolder;
import org.ofdrw.gm.ses.parse.VersionParser;

/** What an SES_Signature says, in whichever version, as ofdrw reads it. */
record Claims(
    SESVersion version,
    Signed seal,
    Signed signature,
    List<byte[]> listed,
    Date from,
    Date until,
    Date at,
    byte[] dataHash,
    ASN1BitString timestamp, // of the signature's value; null for none
    String described) {

  /** Something signed, with whose certificate and how. */
  record Signed(
      ASN1Encodable message, byte[] certificate, ASN1ObjectIdentifier algorithm, byte[] value) {}

  static Claims of(byte[] der) throws Exception {
    SESVersionHolder holder = VersionParser.parseSES_SignatureVersion(der);
    return holder.getVersion() == SESVersion.v1 ? of2014(holder) : of2020(holder);
  }

  private static Claims of2020(SESVersionHolder holder) throws Exception {
    var signature = org.ofdrw.gm.ses.v4.SES_Signature.getInstance(holder.getObjSeq());
    var toSign = signature.getToSign();
    var seal = toSign.getEseal();
    var info = seal.geteSealInfo();
    var property = info.getProperty();
    List<byte[]> listed = new ArrayList<>();
    for (ASN1OctetString one : property.getCertList().getCerts()) {
      listed.add(one.getOctets());
    }
    return new Claims(
        holder.getVersion(),
        signed(info, seal.getCert(), seal.getSignAlgID(), seal.getSignedValue()),
        signed(
            toSign, signature.getCert(), signature.getSignatureAlgID(), signature.getSignature()),
        listed,
        property.getValidStart().getDate(),
        property.getValidEnd().getDate(),
        toSign.getTimeInfo().getDate(),
        toSign.getDataHash().getBytes(),
        signature.getTimeStamp(),
        property.getName().getString() + ", " + info.getPicture().getType().getString());
  }

  /** The maker of version 1 signs its certificate and the algorithm with the seal. */
  private static Claims of2014(SESVersionHolder holder) throws Exception {
    var signature = org.ofdrw.gm.ses.v1.SES_Signature.getInstance(holder.getObjSeq());
    var toSign = signature.getToSign();
    var seal = toSign.getEseal();
    var info = seal.getEsealInfo();
    var by = seal.getSignInfo();
    var property = info.getProperty();
    List<byte[]> listed = new ArrayList<>();
    for (ASN1Encodable one : property.getCertList()) {
      listed.add(ASN1OctetString.getInstance(one).getOctets());
    }
    ASN1EncodableVector message = new ASN1EncodableVector();
    message.add(info);
    message.add(by.getCert());
    message.add(by.getSignatureAlgorithm());
    return new Claims(
        holder.getVersion(),
        signed(
            new DERSequence(message), by.getCert(), by.getSignatureAlgorithm(), by.getSignData()),
        signed(
            toSign, toSign.getCert(), toSign.getSignatureAlgorithm(), signature.getSignature()),
        listed,
        property.getValidStart().getDate(),
        property.getValidEnd().getDate(),
        ASN1UTCTime.getInstance(ASN1Primitive.fromByteArray(toSign.getTimeInfo().getBytes()))
            .getDate(),
        toSign.getDataHash().getBytes(),
        null,
        property.getName().getString() + ", " + info.getPicture().getType().getString());
  }

  private static Signed signed(
      ASN1Encodable message,
      ASN1OctetString certificate,
      ASN1ObjectIdentifier algorithm,
      ASN1BitString value) {
    return new Signed(message, certificate.getOctets(), algorithm, value.getBytes());
  }
}
