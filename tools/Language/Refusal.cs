namespace Keelson.Tools.Language;

/// <summary>A construct that the build refuses.</summary>
/// <param name="Code">KEEL3nn.</param>
/// <param name="What">What the method does, as the rest of a sentence.</param>
/// <param name="Advice">What to write in its place.</param>
internal sealed record Refusal(string Code, string What, string Advice)
{
    private const string HeapProperty = "<KeelsonHeap>Bump</KeelsonHeap> in the project";

    public static Refusal Catch { get; } =
        new("KEEL301", "catches exceptions", "nothing is thrown here; return a status, and keep finally or using");

    public static Refusal NewObject(string type) =>
        new("KEEL003", $"makes a {type} at run time", HeapAdvice.Allocation);

    public static Refusal Boxing(string type) => new("KEEL003", $"makes an object of a {type}", HeapAdvice.Boxing);

    public static Refusal InterfaceCall(string member) =>
        new("KEEL003", $"calls {member} of one of several types", HeapAdvice.InterfaceCall);

    public static Refusal Throw { get; } =
        new("KEEL317", "throws what is not new", "only throw new ... is known here; it ends the program at its line");

    public static Refusal Delegate { get; } =
        new(
            "KEEL302",
            "makes a delegate that knows an object or captured variables",
            "it would be an object on the heap; write a lambda that captures nothing (static x => ...), pass a "
                + "function pointer (delegate*<...>, &Method), or a struct with the method as a type parameter, or "
                + $"take a heap: {HeapProperty}"
        );

    public static Refusal TypeObject { get; } =
        new(
            "KEEL303",
            "takes the Type of something",
            "there is no reflection; only typeof(A) == typeof(B) is known at compile time"
        );

    public static Refusal RecordClass { get; } =
        new(
            "KEEL303",
            "belongs to a record that is a class, whose comparison takes its Type",
            "there is no reflection; write a record struct, or a class with an Equals of its own"
        );

    public static Refusal FloatingText { get; } =
        new("KEEL304", "formats a value that has no text here", "give an integer, a bool, a char, text or an enum");

    public static Refusal BigFrame(long bytes) =>
        new(
            "KEEL305",
            $"has local variables of {bytes:N0} bytes",
            $"the stack has about 128 KB for all; keep what is above {StackLimits.MaximumFrameBytes:N0} in a static"
        );

    public static Refusal BigStackalloc(long bytes) =>
        new(
            "KEEL306",
            $"takes {bytes:N0} bytes of the stack",
            $"it has about 128 KB for all; keep what is above {StackLimits.MaximumStackallocBytes:N0} in a static, or "
                + "in pages from the firmware"
        );

    public static Refusal Inherited(string member, string type) =>
        new(
            "KEEL307",
            $"calls {member} of {type}, which has none of its own",
            "the inherited one needs reflection; override it, or compare and print the members"
        );

    public static Refusal UnknownFormat(string format) =>
        new(
            "KEEL308",
            $"formats a value as \"{format}\"",
            "known are d, g, x, b, n and f, in capitals too, with up to two digits behind all but g, and 000; of an "
                + "enum d, g and x"
        );

    public static Refusal ComputedFormat { get; } =
        new("KEEL308", "formats a value by text that is not a literal", "write the format into the hole");

    public static Refusal GenericEnum { get; } =
        new(
            "KEEL309",
            "prints an enum whose type is a type parameter",
            "the names of an enum are known where its type is; print there, or give the number"
        );

    public static Refusal Cast(string type) =>
        new(
            "KEEL310",
            $"casts to {type}, or asks whether something is one",
            "only classes, and interfaces of your own without type parameters, can be told here; use a type parameter"
        );

    public static Refusal VirtualGeneric(string method) =>
        new(
            "KEEL311",
            $"calls {method}, a virtual method with type parameters, through a reference",
            "it is looked up at run time; use a struct type parameter"
        );

    public static Refusal Instruction(string name) =>
        new("KEEL312", $"needs the instruction {name}", "it is not among those that are known to work; write it out");

    public static Refusal Missing(string member) =>
        new("KEEL313", $"refers to {member}, which is not there", "build everything again, from clean");

    public static Refusal Unbound { get; } =
        new(
            "KEEL314",
            "has no body and is bound to no symbol",
            "name the symbol: [RuntimeImport(\"*\", \"symbol\")] and [MethodImpl(MethodImplOptions.InternalCall)]"
        );

    public static Refusal ArrayShape { get; } =
        new(
            "KEEL315",
            "uses an array of several dimensions",
            "only arrays of one are laid down here; index one of those by row * width + column"
        );

    public static Refusal Iterator { get; } =
        new(
            "KEEL318",
            "is an iterator (yield)",
            "it would be an object on the heap; write a ref struct with MoveNext and Current, which foreach takes too, "
                + $"or take a heap: {HeapProperty}"
        );

    public static Refusal Unordered(string member, string type) =>
        new(
            "KEEL321",
            $"calls {member} of {type}, which has no order of its own here",
            "give a comparison: of text string.CompareOrdinal, of a tuple that of its items; or have the type be "
                + "IComparable of itself"
        );

    public static Refusal NewOfClass(string type) =>
        new(
            "KEEL316",
            $"gives {type}, a class, to a type parameter with new()",
            $"new T() of it would be an object on the heap; give a structure, or take a heap: {HeapProperty}"
        );

    public static Refusal Anonymous { get; } =
        new(
            "KEEL316",
            "makes an object of an anonymous type",
            $"it would be on the heap; write a tuple, (X: 1, Y: 2), or take a heap: {HeapProperty}"
        );

    public static Refusal NeedsHeap(string member) =>
        new("KEEL316", $"uses {member}, which needs a heap", $"print the parts, or take a heap: {HeapProperty}");

    public static Refusal InterpolatedString { get; } =
        new(
            "KEEL316",
            "makes a string of an interpolated one",
            "without a heap only WriteLine takes one, and not in a hole; print the parts, or take a heap: "
                + HeapProperty
        );

    public static Refusal Unknown(string reason) =>
        new("KEEL398", $"has something that the gate can not judge ({reason})", "write it with less of the language");

    public static Refusal StackallocInFinally { get; } =
        new("KEEL306", "takes memory of the stack in a finally block", "take it before the try");
}
