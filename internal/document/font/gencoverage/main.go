// Command gencoverage writes coverage.txt, the table of what the project's
// fonts can draw. Run it by go generate after changing a font.
package main

import (
	"bytes"
	"fmt"
	"os"

	"yinxin.example/yinxin/internal/document/font"
)

func main() {
	var b bytes.Buffer
	err := font.WriteCoverage(&b)
	if err == nil {
		err = os.WriteFile("coverage.txt", b.Bytes(), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gencoverage:", err)
		os.Exit(1)
	}
}
