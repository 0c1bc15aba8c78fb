package locale

import "yinxin.example/yinxin/internal/fault"

// Reason says a reason code to a reader: what it means and, where there is
// something to do, what to do next ("" otherwise). A code without a text is
// shown as the code, so that it can be quoted.
func (c *Catalog) Reason(lang Lang, reason fault.Reason, args map[string]any) (means, next string) {
	key := "reason." + string(reason)
	means, err := c.Text(lang, key, args)
	if err != nil {
		means, _ = c.Text(lang, "reason.unexpected_code", map[string]any{"code": reason})
		return means, ""
	}
	next, err = c.Text(lang, key+".next", args)
	if err != nil {
		return means, ""
	}
	return means, next
}
