namespace System;

/// <summary>Named in attribute signatures only; there is no reflection here.</summary>
public abstract class Type;
