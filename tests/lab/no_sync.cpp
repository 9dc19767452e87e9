// The planted fault: linked into a program, it makes every sync a lie, for SQLite in its shared library too.
// The effect is that of PRAGMA synchronous=OFF. Only outpost-lab-till-nosync has it, to prove that the
// power-cut checker sees.
extern "C" int fdatasync(int) { return 0; }
extern "C" int fsync(int) { return 0; }
