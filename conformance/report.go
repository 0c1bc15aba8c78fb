package main

import (
	"fmt"
	"os"
	"strings"
)

// table lays the verdicts out, a row for each file and tool.
func table(verdicts []verdict) string {
	var b strings.Builder
	b.WriteString("| file | tool | verdict | what it said |\n|---|---|---|---|\n")
	for _, v := range verdicts {
		word := "accepts"
		if !v.accepted {
			word = "refuses"
		}
		if v.accepted != v.wanted {
			word = "**" + word + "**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", v.file, v.tool, word, strings.ReplaceAll(shorten(v.said), "|", "\\|"))
	}
	return b.String()
}

// shorten keeps the beginning of a long answer.
func shorten(s string) string {
	const most = 600
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + " …"
}

// writeReport writes docs/conformance.md. It carries no time and no name of a
// machine, so that it changes only when a judge changes its mind.
func writeReport(path string, verdicts []verdict) error {
	const head = `# Conformance

What tools nobody here wrote say about copies made by the demo, its root
trusted and its CRLs served, about report.pdf, the report of a batch in which an
organisation checked these copies, sealed as they are, and about samples, their root
trusted and their CRLs at hand. A falsified file stands behind those it was made of:
changed- in one digit of its signing time, appended- to by a revision that turns the
page upside down. A judge of seals that accepts one has judged nothing.

Copies sealed with SM2 (sm2-) have a root of their own. Bouncy Castle verifies
their CMS and, of those of a level above B-B, the timestamps, which are under SM2,
too; openssl their certificates; pdfsig 22.12 and mutool 1.21 are asked only
whether they find the signature, what it covers and whose it is: neither knows SM3
("Unrecognized Hash ID", "Unknown error"), and pyHanko, EU DSS and openssl cms
cannot verify SM2 either.

Electronic seals of GB/T 38540 (alone.pdf, and both.pdf behind a seal with P-256) are
read by ofdrw's structures and verified by Bouncy Castle: the maker's signature and the
signer's, both certificates under the root, the list of signers, the times, the digest.
stamped.pdf has a timestamp of the signature's value in its SES_Signature, which both
verify. changed-, swapped- (with the seal of another copy) and token-changed- (the end of
the timestamp's own signature) must be refused. Such a seal is no
PKCS #7, which PDF/A-2 asks of every signature: veraPDF must object to that and to
nothing else. pdfsig and mutool are asked for the first of both seals alone.

Electronic seals of GM/T 0031-2014 (v1/), which we read and do not write, are made by
ofdrw under a root of their own. good must be accepted; refused must be one that was
changed, one used by somebody it was not made for, one past its end, one whose maker
signed what version 4 asks for, one over another document, all signed anew behind what
is wrong, and one with a time that nobody can read.

Copies of a level above B-B (-b-t, -b-lt, -b-lta) must have it: EU DSS and our own
verifier find the level named, every timestamp good, and pyHanko finds revocations
nowhere but in the file's own store from B-LT on, and at B-LTA passes the long-term
validation of EN 319 102-1. openssl ts and Bouncy Castle verify each timestamp, that
of the signature first. What of a B-LTA copy is its first revision (first-) must be a
whole copy at B-T, and veraPDF finds PDF/A-2u in either, its false failure on second
revisions (veraPDF-library #1493) not seen in the released version. pdfsig and mutool
know no document timestamp: behind a second revision they are asked for the first
signature alone. Refused must be: a store changed behind its timestamp's back
(store-), another's document timestamp (swapped-), another's store (b-lt-anothers),
another's signature timestamp (b-t-anothers) and one under a root nobody trusts
(b-t-unknown). EU DSS's own policy only warns of bad timestamps; here it must say
PASSED of each.

Copies that became longer after they were handed out lie behind those: sealed at B-B
while no authority answered and raised later, first by a document timestamp (-raised-),
and renewed by another authority's (-renewed-), each an hour after the other. All that
is asked of the levels is asked of them; but pyHanko goes by the timestamp inside a
signature when it validates for the long term, and a raised copy has none there: of
those it is asked whether every document timestamp is good and nothing else was added.
What a raised copy was before (first-) must be a whole copy at B-B.

The last files are samples that pyHanko and EU DSS extended with a document
security store and timestamps of authorities made for the run: lt with the store
alone, dts with a timestamp alone, lta with both, lta2 with both twice, dss-lta by
EU DSS; and one of them turned upside down, with another's timestamp, and with a
byte behind its end. Here our own verifier is among the judges: all but lt must be
good, and the falsified ones not. EU DSS calls only lta2 and dss-lta B-LTA, and
pyHanko, under P=1, does not accept the empty appearance that EU DSS gives to a
timestamp's field: each is asked about what it can tell.

The first rows are no copies: Schemathesis asks the demo's running API whatever its
description allows and forbids, all its checks on, and accepts what answers as described.
Then openssl asks its timestamp authority, and verifies the answer against that query
and against another; and its OCSP responder, about a seal in use, about one whose key
was declared lost a moment before, and about a certificate that was never issued. Bouncy
Castle asks it about the first two, by SM3, and about an electronic seal under the SM2
root, in use and revoked as it was retired: those answers are signed with SM2, which
openssl ocsp cannot verify.

Written by ` + "`make conformance`" + `, which fails when a tool does not agree with us;
conformance/ holds the questions, and conformance/run names the few that may be asked
alone.

`
	return os.WriteFile(path, []byte(head+table(verdicts)), 0o644)
}

// disagreements is an error that counts the verdicts that differ from ours,
// nil when there are none.
func disagreements(verdicts []verdict) error {
	count := 0
	for _, v := range verdicts {
		if v.accepted != v.wanted {
			count++
		}
	}
	if count > 0 {
		return fmt.Errorf("%d of %d verdicts differ from ours", count, len(verdicts))
	}
	return nil
}
