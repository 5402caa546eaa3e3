// Compiles Boost.JSON once for all programs; everybody else includes its headers only.
#include <boost/json/src.hpp>
