// Command yinxin issues, endorses and checks professional-qualification
// certificates. See README.md.
package main

func main() {}
