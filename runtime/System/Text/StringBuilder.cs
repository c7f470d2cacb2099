using Internal.Runtime;

namespace System.Text;

/// <summary>
/// The C# compiler asks for it where it writes <c>ToString</c> for a record. Nothing can be built without a heap.
/// </summary>
[NeedsHeap]
public sealed class StringBuilder
{
    public StringBuilder Append(string? value) => throw new NotSupportedException();

    public StringBuilder Append(char value) => throw new NotSupportedException();

    public StringBuilder Append(object? value) => throw new NotSupportedException();
}
