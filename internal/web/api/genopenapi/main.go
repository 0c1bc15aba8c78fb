// Command genopenapi writes openapi.json, the description of the JSON
// interface. Run it by go generate after changing an operation.
package main

import (
	"fmt"
	"os"

	"yinxin.example/yinxin/internal/web/api"
)

func main() {
	text, err := api.Describe()
	if err == nil {
		err = os.WriteFile("openapi.json", text, 0o644) //nolint:gosec // a source file
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "genopenapi:", err)
		os.Exit(1)
	}
}
