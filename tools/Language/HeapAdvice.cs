namespace Keelson.Tools.Language;

/// <summary>Why what needs a heap is refused (KEEL003), and what to do.</summary>
internal static class HeapAdvice
{
    public const string Allocation =
        "it allocates on the heap (new of a class, an array, boxing), and there is none; an application may take one: "
        + "<KeelsonHeap>Bump</KeelsonHeap>";

    public const string Boxing =
        "it boxes a value, which needs a heap; keep the value's own type, or make the method generic";

    public const string InterfaceCall =
        "it calls an interface that the compiler could not resolve; use a struct type parameter, or an abstract class";
}
