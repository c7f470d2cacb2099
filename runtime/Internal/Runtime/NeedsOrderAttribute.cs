using System;

namespace Internal.Runtime;

/// <summary>
/// Takes the order that its first type parameter has of itself: the build refuses a call of it with a type that has
/// none (tools/Language), which would throw.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsOrderAttribute : Attribute;
