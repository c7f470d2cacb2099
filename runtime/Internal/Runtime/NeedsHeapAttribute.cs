using System;

namespace Internal.Runtime;

/// <summary>Of use with a heap only: the build refuses a call of it where there is none (tools/Language).</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method | AttributeTargets.Constructor
)]
public sealed class NeedsHeapAttribute : Attribute;
