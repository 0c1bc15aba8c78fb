package locale

import "yinxin.example/yinxin/internal/fault"

// Reason says a reason code to whoever filled in a form or asked for a page:
// what it means and, where there is something to do, what to do next (""
// otherwise). A code without a text is shown as the code, so that it can be
// quoted.
func (c *Catalog) Reason(lang Lang, reason fault.Reason, args map[string]any) (means, next string) {
	return c.say(lang, []string{"reason.", "row."}, reason, args)
}

// RowReason says why a row of a delivery was refused, in the few words that
// fit a table read by officers.
func (c *Catalog) RowReason(lang Lang, reason fault.Reason, args map[string]any) (means, next string) {
	return c.say(lang, []string{"row.", "reason."}, reason, args)
}

// say takes the text from the first family that has one.
func (c *Catalog) say(lang Lang, families []string, reason fault.Reason, args map[string]any) (means, next string) {
	for _, family := range families {
		key := family + string(reason)
		means, err := c.Text(lang, key, args)
		if err != nil {
			continue
		}
		next, err = c.Text(lang, key+".next", args)
		if err != nil {
			next = ""
		}
		return means, next
	}
	means, _ = c.Text(lang, "reason.unexpected_code", map[string]any{"code": reason})
	return means, ""
}
