// Command yinxin issues, endorses and checks professional-qualification
// certificates. See README.md.
package main

import (
	"os"

	"yinxin.example/yinxin/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
