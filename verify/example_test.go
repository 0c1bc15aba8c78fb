package verify_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"yinxin.example/yinxin/verify"
)

// A contract that Alice signed and Bob countersigned, checked against the root
// both their certificates stand under, for the 5th of March 2026.
func ExampleCheck() {
	file, err := os.ReadFile("testdata/foreign/two.pdf")
	if err != nil {
		fmt.Println(err)
		return
	}
	trust, err := verify.LoadTrust("testdata/foreign/root.pem")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)
	report, err := verify.Check(context.Background(), file, verify.Options{Trust: trust, At: at})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict, report.Integrity, report.Seal, report.Certificate)
	fmt.Println(report.Sentence("en"))
	// Output:
	// valid intact trusted absent
	// The file is unchanged and its signers are trusted: Alice, Bob.
}
