"""The spatial model of politics (after KTAB's SMP): its options, its kernels, and a run of it."""
