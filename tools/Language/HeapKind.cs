namespace Keelson.Tools.Language;

/// <summary>What a program has for objects that are made while it runs (the property <c>KeelsonHeap</c>).</summary>
internal enum HeapKind
{
    /// <summary>Nothing, statics with references included: the products.</summary>
    None,

    /// <summary>Static constructors may make objects and keep them, no other code. An application's default.</summary>
    Statics,

    /// <summary>Memory that is taken from the firmware, and given back when the application ends.</summary>
    Bump,
}
