using System;

namespace Keelson.Text;

/// <summary>Where lines go: a firmware console, a UART, a framebuffer, an array in a test.</summary>
public interface ITextSink
{
    /// <param name="line">ASCII, without an end of line: the sink adds its own.</param>
    void WriteLine(scoped ReadOnlySpan<byte> line);
}
