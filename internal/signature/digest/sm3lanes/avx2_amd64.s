#include "textflag.h"

// Eight lanes, with AVX2.

#define WIDTH 32
#define A Y0
#define B Y1
#define C Y2
#define D Y3
#define E Y4
#define F Y5
#define G Y6
#define H Y7
#define T0 Y8
#define T1 Y9
#define T2 Y10
#define T3 Y11

#define LOAD VMOVDQU
#define STORE VMOVDQU
#define BROADCAST VPBROADCASTD
#define ADD VPADDD
#define XOR VPXOR

#define ROTATED(n, x, y, t) \
	VPSLLD $n, x, t; \
	VPSRLD $(32-n), x, y; \
	VPOR t, y, y
#define ROTATE(n, x, t) ROTATED(n, x, x, t)

// The halves of both rotations at once, for the sake of few steps that wait for
// each other.
#define PERMUTE(n, x, t, u) \
	VPSLLD $n, x, t; \
	VPSRLD $(32-n), x, u; \
	VPXOR u, t, t; \
	VPSLLD $(n+8), x, u; \
	VPXOR u, t, t; \
	VPSRLD $(24-n), x, u; \
	VPXOR x, u, x; \
	VPXOR t, x, x

// (x^y & x^z) ^ x
#define MAJORITY(x, y, z, t, u) \
	VPXOR x, y, t; \
	VPXOR x, z, u; \
	VPAND t, u, t; \
	VPXOR x, t, t

// (y^z & x) ^ z
#define CHOOSE(x, y, z, t, u) \
	VPXOR y, z, t; \
	VPAND x, t, t; \
	VPXOR z, t, t

#define SWAP(x) VBROADCASTI128 swap<>(SB), x

// ROW has four words of a message, and of the message four lanes on.
#define ROW(i, lane, row, half) \
	MOVQ (8*lane)(BX), R8; \
	VMOVDQU (4*i)(R8)(SI*1), half; \
	MOVQ (8*(lane+4))(BX), R8; \
	VINSERTI128 $1, (4*i)(R8)(SI*1), row, row

#define FOUR_WORDS(i) \
	ROW(i, 0, Y12, X12); \
	ROW(i, 1, Y13, X13); \
	ROW(i, 2, Y14, X14); \
	ROW(i, 3, Y15, X15); \
	SORT(i, Y12, Y13, Y14, Y15)
#define WORDS \
	FOUR_WORDS(0); \
	FOUR_WORDS(4); \
	FOUR_WORDS(8); \
	FOUR_WORDS(12)

#include "rounds_amd64.h"

DATA swap<>+0(SB)/8, $0x0405060700010203
DATA swap<>+8(SB)/8, $0x0c0d0e0f08090a0b
GLOBL swap<>(SB), RODATA|NOPTR, $16

// func avx2(states *states, data *addresses, blocks int, constants *[64]uint32)
TEXT ·avx2(SB), 0, $2208-32
	COMPRESS
