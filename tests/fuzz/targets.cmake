# One row a decoder: file NAME_fuzz.cpp, and the libraries it needs.
outpost_fuzz(ipc DEPS outpost_contract_ipc)
