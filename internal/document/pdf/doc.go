// Package pdf writes a laid-out certificate as a PDF 1.7 file (ISO 32000-1)
// that is also PDF/A-2u (ISO 19005-2), with one signature field and a hole for
// its signature.
//
// # The byte grammar of our files
//
// A file is one revision, written so that a reader can demand every byte of
// it. There is exactly one space where a space stands here, LF is the only
// line end, and comments stand nowhere but in the header.
//
//	file      = header object+ xref
//	header    = "%PDF-1.7" LF "%" E2 E3 CF D3 LF
//	object    = number " 0 obj" LF dictionary LF [stream LF] "endobj" LF
//	stream    = "stream" LF bytes LF "endstream"        ; bytes: /Length of them
//	xref      = "xref" LF "0 " count LF free used+ trailer
//	free      = "0000000000 65535 f " LF
//	used      = offset10 " 00000 n " LF
//	trailer   = "trailer" LF dictionary LF "startxref" LF number LF "%%EOF" LF
//	dictionary= "<< " {name " " value " "} ">>"
//	array     = "[ " {value " "} "]"    ; numbers only: "[" number {" " number} "]"
//	number    = minimal decimal digits, at most two decimals on the page
//	string    = "(" printable ASCII ")" or "<" hexadecimal digits ">"
//	reference = number " 0 R"
//
// Objects have the numbers 1 to count-1. They stand in the file in this order:
// 3 (catalog), 4, 5, ... up to the last of the template's, then 2 (XMP
// metadata), then the copy's own in the order of their numbers, then 1 (the
// signature dictionary). The template's are the same in every copy that shares
// seal, scenario and fonts, and so is how the metadata begins: its packet is
// filled up with spaces to one of few lengths, and what differs begins at the
// packet's description of the document.
//
//	1  signature dictionary   5  page               9   ground of the page
//	2  XMP metadata           6  signature field    10+ figures, fixed fonts
//	3  catalog                7  picture of the seal
//	4  page tree              8  sRGB profile
//
// followed, behind the metadata, by the page's resources, its content, the
// photo if there is one, and five objects for each font of the copy's own.
//
// The signature dictionary ends "/Contents <" hole "> >>": the hole is exactly
// the lower-case hexadecimal digits of the DER of the signature and then "0"
// digits, and /ByteRange is [0 a b c] where a is the offset of its "<", b that
// of the byte after its ">" and b+c the length of the file.
package pdf
