# Writes OUT: a C++ file with the bytes of FILES (names below DIR). A byte list, not a string literal: compilers bound
# the length of those, and no quoting can go wrong.
set(text "#include \"devices/data/data.hpp\"\n\nnamespace outpost::dev {\nnamespace {\n")
set(rows "")
set(n 0)
foreach(file ${FILES})
  file(READ ${DIR}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND text "constexpr unsigned char file_${n}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${file}\", {reinterpret_cast<const char*>(file_${n}), sizeof file_${n} - 1}},\n")
  math(EXPR n "${n} + 1")
endforeach()
string(APPEND text "}  // namespace\n\nconst std::vector<DataFile>& data_files() {\n  static const std::vector<DataFile> files = {\n${rows}  };\n  return files;\n}\n\n}  // namespace outpost::dev\n")
file(WRITE ${OUT} "${text}")
