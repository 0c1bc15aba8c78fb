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
trusted and its CRLs served, and about report.pdf: the report of a batch in which an
organisation checked these copies, sealed as they are. The files at the end are the first one falsified:
changed in one digit of its signing time, and appended to by a revision that
turns the page upside down. A judge of seals that accepts one has judged nothing.
Copies sealed with SM2 (sm2-) have a root of their own. Bouncy Castle verifies
their CMS, openssl their certificates; pdfsig 22.12 and mutool 1.21 are asked only
whether they find the signature, what it covers and whose it is: neither knows SM3
("Unrecognized Hash ID", "Unknown error"), and pyHanko, EU DSS and openssl cms
cannot verify SM2 either.
The last files are samples that pyHanko and EU DSS extended with a document
security store and timestamps of authorities made for the run: lt with the store
alone, dts with a timestamp alone, lta with both, lta2 with both twice, dss-lta by
EU DSS; and one of them turned upside down, with another's timestamp, and with a
byte behind its end. Here our own verifier is among the judges: all but lt must be
good, and the falsified ones not. EU DSS calls only lta2 and dss-lta B-LTA, and
pyHanko, under P=1, does not accept the empty appearance that EU DSS gives to a
timestamp's field: each is asked about what it can tell.
The first row is no copy: Schemathesis asks the demo's running API whatever its
description allows and forbids, all its checks on, and accepts what answers as described.
Then openssl asks its timestamp authority, and verifies the answer against that query
and against another.
Written by ` + "`make conformance`" + `, which fails when a tool does not agree with us;
conformance/ holds the questions.

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
