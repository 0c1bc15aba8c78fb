package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// jvm is the judges that are Java libraries, dss/Judge.java around them. One
// process answers every question: to start one takes longer than to judge.
type jvm struct {
	cmd       *exec.Cmd
	questions io.WriteCloser
	answers   *bufio.Scanner
}

// startJVM starts the judges that conformance/run put in folder. Other roots
// and CRLs lie beside the root as *.pem and *.crl; with no CRL there, they are
// fetched.
func startJVM(ctx context.Context, folder, root string) (*jvm, error) {
	roots, err := filepath.Glob(filepath.Join(filepath.Dir(root), "*.pem"))
	if err != nil {
		return nil, err
	}
	crls, err := filepath.Glob(filepath.Join(filepath.Dir(root), "*.crl"))
	if err != nil {
		return nil, err
	}
	classes := filepath.Join(folder, "classes") + string(filepath.ListSeparator) + filepath.Join(folder, "*")
	args := slices.Concat([]string{"-cp", classes, "Judge"}, roots, crls)
	j := &jvm{cmd: exec.CommandContext(ctx, "java", args...)}
	j.cmd.Stderr = os.Stderr
	if j.questions, err = j.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	answers, err := j.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	j.answers = bufio.NewScanner(answers)
	return j, j.cmd.Start()
}

// ask puts a question, one judge's name and its files, and waits for the
// answer. A judge that does not answer does not accept.
func (j *jvm) ask(judge string, files ...string) (said string, accepted bool) {
	question := strings.Join(append([]string{judge}, files...), "\t")
	if _, err := fmt.Fprintln(j.questions, question); err != nil {
		return err.Error(), false
	}
	if !j.answers.Scan() {
		return errors.Join(errors.New("no answer"), j.answers.Err()).Error(), false
	}
	word, said, found := strings.Cut(j.answers.Text(), "\t")
	return said, found && word == "accepts"
}

// stop ends the process by ending its questions.
func (j *jvm) stop() error { return errors.Join(j.questions.Close(), j.cmd.Wait()) }
