using Keelson.Efi;
using Keelson.Text;

namespace Keelson.Stub;

/// <summary>
/// The stub's lines, marked as such. Between the last GetMemoryMap and ExitBootServices it must say nothing at all.
/// </summary>
internal static class Log
{
    public static void WriteLine(ref TextLine line) => EfiApplication.WriteLine($"keelson-stub: {line.Text}");
}
