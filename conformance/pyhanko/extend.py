"""Has pyHanko append validation data and document timestamps to sealed PDFs.

    extend.py ROOT.pem FOLDER FILE.pdf...

ROOT.pem is the seals' root, with their CRLs beside it as *.crl. The timestamp
authority, under a root of its own, is made here and forgotten; FOLDER gets its
root as tsa.pem, its CRL as tsa.crl, and for each FILE
    lt-FILE    the file, then a DSS
    dts-FILE   the file, then a document timestamp
    lta-FILE   the file, then a DSS, then a document timestamp
    lta2-FILE  the same, then the timestamp's own DSS and a second timestamp
"""

import asyncio
import datetime
import io
import logging
import sys
from pathlib import Path

from asn1crypto import keys, x509
from cryptography import x509 as cx509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

DAY = datetime.timedelta(days=1)


# pyHanko renews the document's XMP in every revision it writes. Ours holds what
# the seal says, and nothing may touch it.
IncrementalPdfFileWriter._update_meta = lambda self: None


def name(common):
    return cx509.Name([cx509.NameAttribute(NameOID.COMMON_NAME, common)])


def issue(subject, key, issuer, by, *extensions):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (
        cx509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(cx509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 365 * DAY)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(by, hashes.SHA256())


def usage(**on):
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment"
        " key_agreement key_cert_sign crl_sign encipher_only decipher_only"
    ).split()
    return cx509.KeyUsage(**{u: on.get(u, False) for u in every})


def asn1(certificate):
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def authority():
    """Makes a timestamp authority: its root's PEM, its root, its time stamper, its CRL."""
    root_key = rsa.generate_private_key(65537, 2048)
    key = rsa.generate_private_key(65537, 2048)
    above = "Conformance Time Root"
    root = issue(above, root_key, above, root_key,
                 (cx509.BasicConstraints(ca=True, path_length=None), True),
                 (usage(key_cert_sign=True, crl_sign=True), True))
    leaf = issue("Conformance TSA", key, above, root_key,
                 (cx509.BasicConstraints(ca=False, path_length=None), True),
                 (usage(digital_signature=True), True),
                 (cx509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
    now = datetime.datetime.now(datetime.timezone.utc)
    crl = (
        cx509.CertificateRevocationListBuilder()
        .issuer_name(name(above)).last_update(now - DAY / 24).next_update(now + 30 * DAY)
        .sign(root_key, hashes.SHA256())
    )
    store = SimpleCertificateStore()
    store.register(asn1(root))
    private = keys.PrivateKeyInfo.load(key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return (
        root.public_bytes(serialization.Encoding.PEM), asn1(root),
        DummyTimeStamper(asn1(leaf), private, certs_to_embed=store),
        crl.public_bytes(serialization.Encoding.DER),
    )


def with_store(pdf, context):
    """Appends a DSS for the file's newest signature."""
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[-1]
    return asyncio.run(async_add_validation_info(signature, context)).getvalue()


def with_timestamp(pdf, stamper, context=None):
    """Appends a document timestamp; with a context, then the DSS for it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return PdfTimeStamper(stamper).timestamp_pdf(writer, "sha256", context).getvalue()


def main(root, folder, files):
    logging.disable(logging.CRITICAL)
    pem, time_root, stamper, time_crl = authority()
    (folder / "tsa.pem").write_bytes(pem)
    (folder / "tsa.crl").write_bytes(time_crl)

    def context(*more):
        return ValidationContext(
            trust_roots=[*load_certs_from_pemder([root]), time_root],
            crls=[*(c.read_bytes() for c in Path(root).parent.glob("*.crl")), *more],
            allow_fetching=False, revocation_mode="require",
        )

    for path in map(Path, files):
        pdf = path.read_bytes()
        stored = with_store(pdf, context())
        stamped = with_timestamp(stored, stamper)
        again = with_timestamp(with_timestamp(stored, stamper, context(time_crl)), stamper)
        for kind, content in {"lt": stored, "dts": with_timestamp(pdf, stamper), "lta": stamped, "lta2": again}.items():
            (folder / f"{kind}-{path.name}").write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
