"""Measures pyHanko at the work of `yinxin bench`, as far as it does it.

    measure_pyhanko.py [SECONDS]

Signs a ready PDF of about 60 KB with P-256 as PAdES B-B with certification, and
validates what it signed with the root trusted, each for SECONDS (default 5)
on one core. Keys and file are made here. Prints one JSON object a line:
{"name", "per_second"}, the median of slices of half a second of processor time.
"""

import datetime
import io
import json
import logging
import os
import statistics
import sys
import time

from asn1crypto import keys, x509
from cryptography import x509 as cx509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

SLICE = 0.5


def issue(name, key, issuer_name, issuer_key, ca):
    """Makes a certificate for key, good for a day around now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    usage = dict.fromkeys(
        ["key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"], False
    )
    return (
        cx509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(cx509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(cx509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            cx509.KeyUsage(digital_signature=not ca, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca, **usage),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def asn1(certificate):
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def named(text):
    return cx509.Name([cx509.NameAttribute(NameOID.COMMON_NAME, text)])


def make_signer():
    """Returns a signer with a chain of two, and the root."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = issue(named("root"), root_key, named("root"), root_key, True)
    seal = issue(named("seal"), key, named("root"), root_key, False)
    private = keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    registry = SimpleCertificateStore.from_certs([asn1(root)])
    return signers.SimpleSigner(signing_cert=asn1(seal), signing_key=private, cert_registry=registry), asn1(root)


def ready_file():
    """Makes an unsigned PDF of about 60 KB: a page with a stream of noise."""
    writer = PdfFileWriter()
    noise = generic.StreamObject(stream_data=b"%" + os.urandom(30_000).hex().encode())
    writer.insert_page(PageObject(contents=writer.add_object(noise), media_box=(0, 0, 595, 842)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rate(operation, seconds):
    """Operations a second of processor time, the median of slices."""
    rates = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        count, began = 0, time.process_time()
        while (used := time.process_time() - began) < SLICE:
            operation()
            count += 1
        rates.append(count / used)
    return statistics.median(rates)


def main(seconds):
    logging.disable(logging.CRITICAL)
    signer, root = make_signer()
    pdf = ready_file()
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal", md_algorithm="sha256", certify=True, subfilter=fields.SigSeedSubFilter.PADES
    )

    def sign():
        return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer).getvalue()

    signed = sign()
    context = ValidationContext(trust_roots=[root], allow_fetching=False)

    def check():
        reader = PdfFileReader(io.BytesIO(signed))
        status = validate_pdf_signature(reader.embedded_signatures[0], signer_validation_context=context)
        if not status.bottom_line:
            raise RuntimeError(status.summary())

    for name, operation in (("pyhanko-sign", sign), ("pyhanko-verify", check)):
        print(json.dumps({"name": name, "per_second": round(rate(operation, seconds), 1)}), flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
