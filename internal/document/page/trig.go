package page

// angle is a turn in units of 2^-24 of a full one. Sines are computed in
// integers, because the last bit of a floating-point sine differs between
// processors and a sealed page must not.
type angle int64

const (
	turn    angle = 1 << 24
	quarter angle = turn / 4
	fixed         = 30 // binary places of a sine
)

// degrees of a circle, in hundredths.
func degrees(hundredths int64) angle { return angle(hundredths * int64(turn) / 36000) }

// sincos returns the sine and cosine of a, times 2^30.
func sincos(a angle) (sin, cos int64) { return sine(a), sine(a + quarter) }

func sine(a angle) int64 {
	a &= turn - 1
	negative := a >= turn/2
	if negative {
		a -= turn / 2
	}
	if a > quarter {
		a = turn/2 - a
	}
	const halfPi = 1686629713 // pi/2 times 2^30
	x := int64(a) * halfPi >> 22
	square := x * x >> fixed
	// Taylor's series up to the eleventh power: exact to 2^-24 on a quarter.
	sum := int64(1) << fixed
	for _, n := range []int64{110, 72, 42, 20, 6} {
		sum = 1<<fixed - (square*sum>>fixed)/n
	}
	s := x * sum >> fixed
	if negative {
		return -s
	}
	return s
}

// polar is the point at a distance and angle from the origin: angle 0 points
// up, and angles grow clockwise.
func polar(r Unit, a angle) Point {
	s, c := sincos(a)
	return Point{X: Unit(int64(r) * s >> fixed), Y: Unit(-(int64(r) * c >> fixed))}
}
