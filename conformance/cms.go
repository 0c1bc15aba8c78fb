package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// takeApart writes what signedParts finds in a PDF to two files in work, for
// judges that know CMS and no PDF.
func takeApart(pdf, work string) (content, cms string, err error) {
	file, err := os.ReadFile(pdf)
	if err != nil {
		return "", "", err
	}
	covered, der, err := signedParts(file)
	if err != nil {
		return "", "", err
	}
	content, cms = filepath.Join(work, "content.bin"), filepath.Join(work, "signature.der")
	return content, cms, errors.Join(os.WriteFile(content, covered, 0o600), os.WriteFile(cms, der, 0o600))
}

// signedParts takes a sealed PDF apart as ISO 32000-1, 12.8.1 lays it out: the
// bytes that /ByteRange covers, and the DER in the gap between, without the
// zeros that fill it up. It deliberately shares no code with our verifier.
func signedParts(pdf []byte) (content, cms []byte, err error) {
	found := regexp.MustCompile(`/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]`).FindAllSubmatch(pdf, -1)
	if len(found) != 1 {
		return nil, nil, fmt.Errorf("%d byte ranges, want 1", len(found))
	}
	var at [4]int
	for i := range at {
		if at[i], err = strconv.Atoi(string(found[0][i+1])); err != nil {
			return nil, nil, err
		}
	}
	first, gap, second, end := at[0], at[0]+at[1], at[2], at[2]+at[3]
	if first != 0 || gap > second || second > end || end != len(pdf) {
		return nil, nil, fmt.Errorf("byte range %v does not cover the file of %d bytes", at, len(pdf))
	}
	digits := bytes.TrimSuffix(bytes.TrimPrefix(pdf[gap:second], []byte("<")), []byte(">"))
	padded := make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(padded, digits); err != nil {
		return nil, nil, err
	}
	var raw asn1.RawValue
	rest, err := asn1.Unmarshal(padded, &raw)
	if err != nil {
		return nil, nil, err
	}
	if len(bytes.Trim(rest, "\x00")) != 0 {
		return nil, nil, errors.New("something other than zeros after the CMS")
	}
	return append(bytes.Clone(pdf[:gap]), pdf[second:]...), raw.FullBytes, nil
}
