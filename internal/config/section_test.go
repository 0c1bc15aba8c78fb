package config

import (
	"strings"
	"testing"
)

// sectionTest is a section of the file, and what its error must say; "" for none.
type sectionTest struct{ file, want string }

// checkSection reads each section as the file's and validates it. What is hidden
// in a file stays out of its errors.
func checkSection(t *testing.T, section string, tests map[string]sectionTest) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := Read(strings.NewReader("public_url: https://yinxin.example\n" + section + ":\n" + test.file))
			if err == nil {
				err = c.Validate()
			}
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want %q in it", err, test.want)
			case err != nil && strings.Contains(err.Error(), "hidden"):
				t.Errorf("the error repeats a secret: %v", err)
			}
		})
	}
}
