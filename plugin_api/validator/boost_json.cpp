// Compiles Boost.JSON once for this program; everybody else includes its headers only.
#include <boost/json/src.hpp>
